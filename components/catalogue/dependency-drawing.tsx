import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import {
  drawingMeasures,
  layoutOf,
  type PlacedEdge,
  type PlacedNode,
} from "@/lib/catalogue/dependency-layout";
import type { GraphComponent } from "@/lib/catalogue/schemas";
import { DrawingFrame } from "./drawing-frame";
import { countWords } from "./graph-words";

const margin = 20;

interface Props {
  label: string;
  components: readonly GraphComponent[];
  /** The component that it is about. */
  middle?: string | undefined;
  /** What effects reach: drawn so that it stands out, with the ways to it. */
  touched?: ReadonlySet<string> | undefined;
  /** Shown because others that were asked for are connected with it. */
  quiet?: ReadonlySet<string> | undefined;
}

/** What depends on what, from left to right: each component is a link, right of everything that it depends on. */
export function DependencyDrawing({ label, components, middle, touched, quiet }: Props): ReactElement {
  const declared = new Map(components.map(({ key, dependsOn }) => [key, dependsOn]));
  const known = new Map(components.map((component) => [component.key, component]));
  const { width, height, nodes, edges } = layoutOf(declared);
  const isTouched = (key: string): boolean => key === middle || touched?.has(key) === true;
  return (
    <DrawingFrame label={label}>
      <div className="relative" style={{ width: width + 2 * margin, height: height + 2 * margin }}>
        <svg
          aria-hidden
          width={width + 2 * margin}
          height={height + 2 * margin}
          viewBox={`${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`}
          className="absolute inset-0"
        >
          {edges.map((edge) => (
            <Way
              key={`${edge.used} ${edge.user}`}
              edge={edge}
              stands={touched !== undefined && isTouched(edge.used) && isTouched(edge.user)}
            />
          ))}
        </svg>
        <ul aria-label={label}>
          {nodes.toSorted(byPlace).map((node) => {
            const component = known.get(node.key);
            if (component === undefined) return null;
            return (
              <Box
                key={node.key}
                node={node}
                component={component}
                isMiddle={node.key === middle}
                isTouched={touched?.has(node.key) === true}
                isQuiet={quiet?.has(node.key) === true}
              />
            );
          })}
        </ul>
      </div>
    </DrawingFrame>
  );
}

/** As one reads: column by column, each from the top. */
function byPlace(a: PlacedNode, b: PlacedNode): number {
  return a.x - b.x || a.y - b.y;
}

function Box({
  node: { key, x, y },
  component: { title, tier, isPaused, releases },
  isMiddle,
  isTouched,
  isQuiet,
}: {
  node: PlacedNode;
  component: GraphComponent;
  isMiddle: boolean;
  isTouched: boolean;
  isQuiet: boolean;
}): ReactElement {
  const { nodeWidth, nodeHeight } = drawingMeasures;
  return (
    <li
      className="absolute"
      style={{ left: x + margin, top: y + margin, width: nodeWidth, height: nodeHeight }}
    >
      <Link
        href={`/components/${key}`}
        prefetch={false}
        title={title}
        aria-current={isMiddle ? "page" : undefined}
        className={cx(
          "flex size-full flex-col justify-center rounded-md border px-2.5 text-sm hover:bg-hover",
          isMiddle && "border-2 border-accent bg-accent-soft",
          isTouched && !isMiddle && "border-aged bg-aged-soft",
          !isMiddle &&
            !isTouched &&
            (isQuiet ? "border-dashed border-line-strong" : "border-line-strong bg-surface"),
        )}
      >
        <span className={cx("truncate", isQuiet ? "text-ink-2" : "font-medium")}>{title}</span>
        <span className="flex min-w-0 gap-x-2 overflow-hidden text-xs whitespace-nowrap text-ink-2">
          <span>Tier {tier}</span>
          {isPaused && (
            <Mark tone="aged" shape="pause">
              Paused
            </Mark>
          )}
          {releases.length > 0 && <span>{countWords(releases.length)} in flight</span>}
        </span>
      </Link>
    </li>
  );
}

function Way({
  edge: { points, closesCircle },
  stands,
}: {
  edge: PlacedEdge;
  stands: boolean;
}): ReactElement {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const colour = wayColour(closesCircle, stands);
  return (
    <g className={colour}>
      <path
        d={pathOf(points, closesCircle)}
        fill="none"
        stroke="currentColor"
        strokeWidth={stands ? 2 : 1.25}
        strokeDasharray={closesCircle ? "5 4" : undefined}
      />
      <path
        d={`M ${end.x - 7} ${end.y - 4} L ${end.x} ${end.y} L ${end.x - 7} ${end.y + 4} Z`}
        fill="currentColor"
      />
    </g>
  );
}

function wayColour(closesCircle: boolean, stands: boolean): string {
  if (closesCircle) return "text-stop";
  return stands ? "text-aged" : "text-edge";
}

/** Bent between columns, level within them. */
function pathOf(points: PlacedEdge["points"], isStraight: boolean): string {
  return points
    .map((to, index) => {
      const from = points[index - 1];
      if (from === undefined) return `M ${to.x} ${to.y}`;
      if (isStraight || from.y === to.y) return `L ${to.x} ${to.y}`;
      const middle = (from.x + to.x) / 2;
      return `C ${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
    })
    .join(" ");
}
