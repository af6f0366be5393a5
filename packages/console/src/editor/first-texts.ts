/** What a new workflow may begin as: the documents under examples/ that need no files, shortened, or nothing. */
export const TEMPLATES = ['blank', 'hello', 'branch', 'daily'] as const;
export type Template = (typeof TEMPLATES)[number];

const TEXTS: Readonly<Record<Template, string>> = {
  blank: `kind: Workflow
name: NAME
tasks:
`,
  hello: `kind: Workflow
name: NAME
params:
  who: { type: string, default: world }
tasks:
  greet:
    type: shell
    with:
      script: |
        echo "hello $CARILLON_PARAM_WHO"
`,
  branch: `kind: Workflow
name: NAME
tasks:
  count:
    type: shell
    with:
      script: |
        echo "rows=42" >> "$CARILLON_OUTPUT"
    outputs: { rows: integer }
  choose:
    type: switch
    needs: [count]
    with:
      cases:
        - { when: tasks.count.outputs.rows > 0, then: [load] }
      otherwise: [nothing_new]
  load:
    type: shell
    needs: [choose]
    with:
      script: |
        echo "loading"
  nothing_new: { type: noop, needs: [choose] }
`,
  daily: `kind: Workflow
name: NAME
# Runs every workday for the day before.
params:
  day: { type: date, default: "\${{ run.logicalDate }}" }
schedule: { cron: "10 0 * * *", timezone: UTC }
defaults: { timeout: 30m, retry: { max: 3 } }
tasks:
  extract:
    type: shell
    with:
      script: |
        echo "extracting $CARILLON_PARAM_DAY"
  load:
    type: shell
    needs: [extract]
    with:
      script: |
        echo "loading $CARILLON_PARAM_DAY"
`,
};

export const isTemplate = (text: string | undefined): text is Template => TEMPLATES.some((known) => known === text);

export const firstText = (template: string | undefined, name: string): string =>
  TEXTS[isTemplate(template) ? template : 'blank'].replace('NAME', name);
