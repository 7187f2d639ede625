import { describe, expect, it } from 'vitest';
import { whyCommand } from './connection.ts';

const pair = { source: 'shop/web', destination: 'data/db', ports: 'TCP 5432' };

describe('the command that asks why', () => {
  it('reads what the map read, by its option', () => {
    expect(whyCommand("plimsoll network reach k8s/ 'a b.yaml' --complete --profile calico", pair)).toBe(
      "plimsoll network why shop/web data/db:5432 -f k8s/ -f 'a b.yaml' --complete --profile calico",
    );
    expect(whyCommand('npx plimsoll network reach --context prod -n shop', pair)).toBe(
      'npx plimsoll network why shop/web data/db:5432 --context prod -n shop',
    );
  });

  it('has no option of the map alone', () => {
    expect(whyCommand('plimsoll network reach k8s/ --from shop --by=pod -q --port 80 --external', pair)).toBe(
      'plimsoll network why shop/web data/db:5432 -f k8s/',
    );
  });

  it('asks about the first port', () => {
    const asked = (ports: string) => whyCommand('plimsoll network reach', { ...pair, ports })?.split(':')[1];
    expect(asked('TCP 80,8000-8010; UDP 53')).toBe('80');
    expect(asked('UDP 53')).toBe('53/UDP');
    expect(asked('TCP 0-65535')).toBe('1');
    expect(asked('all connections')).toBe('80');
    expect(asked('other protocols')).toBeUndefined();
  });
});
