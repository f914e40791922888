import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { say } from '../notices/notices.ts';

interface CopyButtonProps {
  readonly format: 'CSV' | 'JSON';
  /** What it is, as `table`. */
  readonly what: string;
  readonly text: () => string;
}

/** Copies something, and says that it did. */
export function CopyButton({ format, what, text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
    } catch {
      say(
        `The browser refused to copy the ${what}. Select it and use the browser’s own Copy command.`,
      );
    }
  };
  return (
    <>
      <Button
        label={`Copy as ${format}`}
        // As wide as before: under the pointer nothing moves.
        icon={copied ? 'check' : 'export'}
        look="plain"
        onBlur={() => setCopied(false)}
        onClick={() => void copy()}
      />
      <span className="visually-hidden" role="status">
        {copied ? `The ${what} was copied as ${format}.` : ''}
      </span>
    </>
  );
}
