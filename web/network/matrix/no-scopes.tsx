import { CopyableBlock } from '../../report/command/copyable.tsx';
import layout from '../../report/layout/layout.module.css';
import classes from './matrix.module.css';

const example = `scopes:
  cde:
    namespaces: [checkout, payments]
`;

/** What a scope is and how one is declared. */
export function NoScopes() {
  return (
    <div className={classes['empty']}>
      <p>
        A scope is a named part of the fleet, such as what PCI DSS covers. Scopes are declared in
        plimsoll.yaml, by namespaces, labels or clusters:
      </p>
      <CopyableBlock text={example} what="scopes" />
      <p className={layout['quiet']}>
        The next run has them here; what is in none of them is the rest. Where the file is not in the folder
        of the run, --config names it.
      </p>
    </div>
  );
}
