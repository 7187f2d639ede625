import { createContext, type ReactNode, use } from 'react';
import type { ReportModel } from './model.ts';

const ModelContext = createContext<ReportModel | undefined>(undefined);

export function ModelProvider({
  model,
  children,
}: {
  readonly model: ReportModel;
  readonly children: ReactNode;
}) {
  return <ModelContext value={model}>{children}</ModelContext>;
}

export function useModel(): ReportModel {
  const model = use(ModelContext);
  if (!model) throw new Error('useModel needs a model provider around it');
  return model;
}
