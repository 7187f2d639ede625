/** Something to read: a file, standard input, or a folder that a tool has to render. */
export type ManifestInput =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** By a person, not found in a folder. */
      readonly named: boolean;
    }
  | { readonly kind: 'stdin' }
  | {
      readonly kind: 'chart' | 'kustomization';
      readonly path: string;
      /** What was named and holds it: links that lead out of it are not followed. */
      readonly root: string;
    };
