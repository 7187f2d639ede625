import { createContext, type ReactNode, use, useMemo, useSyncExternalStore } from 'react';
import { formatPlace, type Place, parsePlace, type Query } from './place.ts';

/** Where we are and how to go elsewhere. A report keeps it in the hash; the dashboard may keep it in its router. */
export interface Navigation {
  readonly place: Place;
  readonly href: (place: Place) => string;
  readonly go: (place: Place, options?: { readonly replace?: boolean }) => void;
}

const NavigationContext = createContext<Navigation | undefined>(undefined);

export function useNavigation(): Navigation {
  const navigation = use(NavigationContext);
  if (!navigation) throw new Error('useNavigation needs a navigation provider around it');
  return navigation;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

function go(place: Place, options?: { readonly replace?: boolean }): void {
  const hash = formatPlace(place);
  if (hash === window.location.hash) return;
  if (!options?.replace) {
    window.location.hash = hash;
    return;
  }
  window.history.replaceState(null, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function HashNavigation({ children }: { readonly children: ReactNode }) {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const navigation = useMemo<Navigation>(() => ({ place: parsePlace(hash), href: formatPlace, go }), [hash]);
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

interface PlaceLinkProps {
  readonly path: readonly string[];
  readonly query?: Query;
  readonly className?: string | undefined;
  readonly title?: string;
  readonly label?: string;
  readonly current?: boolean;
  readonly children: ReactNode;
}

export function PlaceLink({ path, query = {}, className, title, label, current, children }: PlaceLinkProps) {
  const { href } = useNavigation();
  return (
    <a
      href={href({ path, query })}
      className={className}
      title={title}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
    >
      {children}
    </a>
  );
}
