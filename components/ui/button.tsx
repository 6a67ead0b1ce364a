import Link from "next/link";
import type { ComponentProps, ReactElement } from "react";
import { cx } from "./cx";

export type ButtonLook = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "sm" | "md";

/** The classes of a button, for whatever element acts as one. */
export function buttonClass({
  look = "secondary",
  size = "md",
}: { look?: ButtonLook; size?: ButtonSize } = {}): string {
  return `button button-${look} button-${size}`;
}

export function Button({
  look,
  size,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { look?: ButtonLook; size?: ButtonSize }): ReactElement {
  return (
    <button
      type={type}
      className={cx(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)}
      {...rest}
    />
  );
}

export function LinkButton({
  look,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & { look?: ButtonLook; size?: ButtonSize }): ReactElement {
  return (
    <Link
      // What the palette offers as an act of the page.
      data-act=""
      className={cx(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)}
      {...rest}
    />
  );
}
