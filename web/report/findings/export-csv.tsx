import { save } from '../model/export.ts';
import bar from './filter-bar.module.css';

/** Saves what a page lists; the sheet is written when it is asked for. */
export function ExportCsv({ name, csv }: { readonly name: string; readonly csv: () => string }) {
  return (
    <div className={bar['tools']}>
      <button type="button" className={bar['tool']} onClick={() => save(name, 'text/csv', csv())}>
        Export CSV
      </button>
    </div>
  );
}
