export { completedKinds, completeObject, type GoFields, isCompletedKind } from './complete-object.ts';
