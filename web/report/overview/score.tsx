import { LoadLine } from '../../mark/load-line.tsx';
import { useModel } from '../model/context.tsx';
import { PlaceLink } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { percent, scoreText } from '../words/number.ts';
import classes from './overview.module.css';

/** The score as the mark and in words. A score belongs to a cluster or to the whole run; a namespace has none. */
export function ScoreGauge({ scope }: { readonly scope: Query }) {
  const model = useModel();
  const clusters = scope['cluster'];
  const [only] = clusters ?? [];
  const score = clusters
    ? clusters.length === 1 && only !== undefined
      ? model.clusterById.get(only)?.score
      : undefined
    : model.report.score;
  if (!score)
    return (
      <div className={classes['gauge']}>
        <LoadLine size={112} label="No score" />
        <div>
          <p className={classes['figure']}>no score</p>
          <p className={classes['small']}>
            {clusters && clusters.length > 1 ? 'A score is of one cluster or of all.' : 'Nothing was judged.'}
          </p>
        </div>
      </div>
    );
  const open = Math.floor(score.lo) !== Math.floor(score.hi);
  return (
    <div className={classes['gauge']}>
      <LoadLine
        size={112}
        score={score}
        label={`Score ${scoreText(score)} of 100, ${percent(score.coverage)} of the checks judged`}
      />
      <div>
        <p className={classes['figure']}>
          {scoreText(score)}
          <span> of 100</span>
        </p>
        {score.raw ? (
          <p className={classes['small']}>
            {scoreText(score.raw)} as it is: this score leaves out what people{' '}
            <PlaceLink
              path={['findings']}
              query={{ ...(clusters && { cluster: clusters }), verdict: ['excepted'] }}
            >
              decided to live with
            </PlaceLink>
            .
          </p>
        ) : null}
        {open ? (
          <p className={classes['small']}>
            {Math.floor(score.lo)} is proven; the hatched part could be true.
          </p>
        ) : null}
        {score.cap ? <p className={classes['small']}>{sentenceCase(score.cap)}.</p> : null}
        {score.contributors && score.contributors.length > 0 ? (
          <p className={classes['small']}>
            Costs most:{' '}
            {score.contributors.slice(0, 3).map(({ control, points, failing }, index) => (
              <span key={control}>
                {index > 0 ? ', ' : ''}
                <PlaceLink path={['control', control]}>
                  {model.controlById.get(control)?.title ?? control}
                </PlaceLink>{' '}
                ({points} points, {failing} failing)
              </span>
            ))}
            .
          </p>
        ) : null}
        <p className={classes['small']}>
          <PlaceLink path={['coverage']} query={clusters ? { cluster: clusters } : {}}>
            {percent(score.coverage)}
          </PlaceLink>{' '}
          of the checks could be judged.
        </p>
        {scope['namespace'] ? <p className={classes['small']}>The score is of the whole cluster.</p> : null}
      </div>
    </div>
  );
}

function sentenceCase(text: string): string {
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/\.$/, '');
}
