import { createRoot } from 'react-dom/client';
import { AuditApp } from '../identity/app.tsx';
import { NetworkApp } from '../network/app.tsx';
import { Appearance } from '../theme/appearance.tsx';
import { ReportApp } from './app.tsx';
import { embeddedReport } from './embedded.ts';
import { Broken } from './states/states.tsx';

const element = document.querySelector('#root');
if (!element) throw new Error('the page has no #root');
const embedded = await embeddedReport(document);
createRoot(element).render(
  <Appearance>
    {embedded.ok ? (
      'report' in embedded ? (
        <ReportApp report={embedded.report} />
      ) : 'audit' in embedded ? (
        <AuditApp audit={embedded.audit} />
      ) : (
        <NetworkApp network={embedded.network} />
      )
    ) : (
      <Broken title={embedded.title}>
        <p>{embedded.hint}</p>
      </Broken>
    )}
  </Appearance>,
);
