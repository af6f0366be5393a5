/** First documents to start from. Each is complete, runs as it is, and explains itself. */

const HELLO = `# A workflow is one document: what to do, in which order, and when.
kind: Workflow
name: hello # unique in its project
title: A first workflow

# Values a run is started with:  carillon run start hello -p who=you
params:
  who: { type: string, default: world }

# Take the # away and it starts by itself, every morning:
# schedule: { cron: "0 8 * * *", timezone: Europe/Berlin }

tasks:
  greet:
    type: shell
    env: { WHO: "\${{ params.who }}" } # values reach scripts as environment variables
    with:
      script: |
        echo "Hello, $WHO!"
        echo "greeting=Hello, $WHO!" >> "$CARILLON_OUTPUT"
    outputs: { greeting: string } # what later tasks may read

  count:
    type: python
    needs: [greet] # starts when greet is green
    env: { GREETING: "\${{ tasks.greet.outputs.greeting }}" }
    retry: { max: 2, initial: 1s } # three tries at most
    with:
      script: |
        import os
        print("the greeting has", len(os.environ["GREETING"]), "letters")
`;

export const TEMPLATES: Readonly<Record<string, string>> = { hello: HELLO };
