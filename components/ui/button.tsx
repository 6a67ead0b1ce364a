import Link from "next/link";
import type { ComponentProps, ReactElement } from "react";
import { cx } from "./cx";

export type ButtonLook = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "sm" | "md";

const looks: Record<ButtonLook, string> = {
  primary: "bg-accent-fill text-white border-transparent hover:bg-accent-fill-hover shadow-control",
  secondary: "bg-surface text-ink border-line-strong hover:bg-hover hover:border-edge shadow-control",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink",
  danger: "bg-surface text-stop border-line-strong hover:bg-stop-soft hover:border-stop shadow-control",
};

const sizes: Record<ButtonSize, string> = {
  sm: "min-h-7 px-2.5 text-sm gap-1.5 pointer-coarse:min-h-9",
  md: "min-h-8 px-3.5 text-base gap-2 pointer-coarse:min-h-10",
};

const off =
  "disabled:bg-idle-soft disabled:text-ink-3 disabled:border-line disabled:shadow-none aria-disabled:bg-idle-soft aria-disabled:text-ink-3 aria-disabled:border-line aria-disabled:shadow-none aria-disabled:cursor-not-allowed";

/** The classes of a button, for whatever element acts as one. */
export function buttonClass({
  look = "secondary",
  size = "md",
}: { look?: ButtonLook; size?: ButtonSize } = {}): string {
  return cx(
    "inline-flex items-center justify-center rounded-md border font-medium text-center select-none transition-colors duration-100",
    looks[look],
    sizes[size],
    off,
  );
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
