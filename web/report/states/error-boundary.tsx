import { Component, type ReactNode } from 'react';
import { Broken } from './states.tsx';

/** A fault of ours on one page: says so and keeps the rest of the report in reach. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { readonly error?: Error | undefined }
> {
  override state: { readonly error?: Error | undefined } = {};

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Broken title="This page could not be drawn.">
        <p>
          The report itself is whole: other pages work, and so does the command line. Please report this text:
        </p>
        <pre>{error.message}</pre>
      </Broken>
    );
  }
}
