/** `/w/new`: a name, and what to begin with. Nothing exists before the first save of the draft. */
import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/copy-button.tsx';
import { PageHeader, useTitle } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { firstText, type Template, TEMPLATES } from './first-texts.ts';
import './editor.css';

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;

export function NewWorkflowPage() {
  const { t } = useTranslation();
  const { project } = usePlace();
  const navigate = useNavigate();
  const id = useId();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<Template>('hello');
  const [isTried, setIsTried] = useState(false);
  useTitle(t('editor.new'));
  const isBad = !NAME.test(name) || name === 'new';
  const create = (event: React.FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (isBad) return;
    void navigate({
      to: '/p/$project/w/$workflow/edit',
      params: { project, workflow: name },
      search: { from: template },
    });
  };
  return (
    <div className="page">
      <PageHeader title={t('editor.new')} note={t('editor.newHint')} />
      <form className="panel new-workflow" onSubmit={create}>
        <div className="field">
          <label htmlFor={id}>{t('editor.name')}</label>
          <Input
            id={id}
            className="mono"
            autoFocus
            value={name}
            placeholder="daily-report"
            aria-describedby={`${id}-hint`}
            aria-invalid={isTried && isBad}
            onChange={(event) => setName(event.target.value)}
          />
          <p id={`${id}-hint`} className={isTried && isBad ? 'field-error' : 'hint'}>
            {t('editor.workflowNameHint')}
          </p>
        </div>
        <fieldset className="templates">
          <legend>{t('editor.beginWith')}</legend>
          {TEMPLATES.map((one) => (
            <label key={one} className="template">
              <input type="radio" name="template" checked={template === one} onChange={() => setTemplate(one)} />
              <b>{t(`editor.template_${one}`)}</b>
              <span className="soft">{t(`editor.templateHint_${one}`)}</span>
            </label>
          ))}
        </fieldset>
        <pre className="code-block" aria-label={t('editor.text')} tabIndex={0}>
          {firstText(template, name || 'daily-report')}
        </pre>
        <div>
          <Button type="primary" htmlType="submit">
            {t('editor.open')}
          </Button>
        </div>
      </form>
      <div>
        <p className="soft">{t('editor.fromFile')}</p>
        <Command text="npx carillon apply -f workflow.yaml" />
      </div>
    </div>
  );
}
