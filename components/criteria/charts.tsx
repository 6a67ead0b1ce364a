"use client";

import type { ReactElement } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { ChartModel, LineKey, Panel } from "@/lib/metrics/chart";
import { numberText, ticksOf, withUnit } from "@/lib/metrics/chart";
import { chartMargin, yAxisWidth } from "./chart-places";
import type { Advice } from "./advice";

/** One colour and one dash each: a line is told by either. */
const lineLooks: Record<LineKey, { colour: string; dash?: string }> = {
  canary: { colour: "var(--color-accent)" },
  baseline: { colour: "var(--color-ink-3)", dash: "5 3" },
  value: { colour: "var(--color-accent)" },
};
const tick = { fill: "var(--color-ink-3)", fontSize: 11 };

export default function PanelChart({ panel, model }: { panel: Panel; model: ChartModel }): ReactElement {
  const labels = new Map(model.times.map(({ at, label }) => [at, label]));
  const ticks = new Map(panel.ticks.map(({ value, label }) => [value, label]));
  return (
    <ResponsiveContainer width="100%" height={220}>
      <LineChart data={panel.rows} margin={chartMargin} title={panel.title} desc={panel.says}>
        <CartesianGrid stroke="var(--color-line)" vertical={false} />
        {model.incidents.map(({ from, to }) => (
          <ReferenceArea
            key={`${from} ${to}`}
            x1={from}
            x2={to}
            fill="var(--color-aged)"
            fillOpacity={0.16}
            stroke="var(--color-aged)"
            strokeOpacity={0.5}
          />
        ))}
        <XAxis
          dataKey="at"
          type="number"
          domain={[model.from, model.to]}
          ticks={model.times.map(({ at }) => at)}
          tickFormatter={(at: number) => labels.get(at) ?? ""}
          tick={tick}
          stroke="var(--color-line-strong)"
          allowDataOverflow
        />
        <YAxis
          width={yAxisWidth}
          domain={panel.domain}
          ticks={panel.ticks.map(({ value }) => value)}
          tickFormatter={(value: number) => ticks.get(value) ?? ""}
          tick={tick}
          axisLine={false}
          tickLine={false}
          interval={0}
        />
        {panel.bound !== null && (
          <ReferenceLine
            y={panel.bound.value}
            stroke="var(--color-stop)"
            strokeWidth={1.5}
            strokeDasharray="8 4"
          />
        )}
        {panel.lines.map(({ key, label }) => (
          <Line
            key={key}
            dataKey={key}
            name={label}
            type="linear"
            stroke={lineLooks[key].colour}
            {...(lineLooks[key].dash !== undefined && { strokeDasharray: lineLooks[key].dash })}
            strokeWidth={1.5}
            dot={dotsOf(panel, key)}
            activeDot={{ r: 3 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--color-edge)" }}
          content={(shown) => readingOf(shown, panel.unit)}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

interface Dot {
  cx?: number;
  cy?: number;
  index?: number;
}

function dotsOf(panel: Panel, line: LineKey): (dot: Dot) => ReactElement {
  return (dot) => <Alone key={dot.index} {...dot} panel={panel} line={line} />;
}

/** A value between two gaps has no line: it is a dot. */
function Alone({
  cx,
  cy,
  index = 0,
  panel: { rows },
  line,
}: Dot & { panel: Panel; line: LineKey }): ReactElement | null {
  const valueAt = (place: number): number | null => rows[place]?.[line] ?? null;
  if (valueAt(index) === null || valueAt(index - 1) !== null || valueAt(index + 1) !== null) return null;
  return cx === undefined || cy === undefined ? null : (
    <circle cx={cx} cy={cy} r={1.5} fill={lineLooks[line].colour} />
  );
}

interface Pointed {
  active: boolean;
  payload: readonly { name?: unknown; value?: unknown; payload?: unknown }[];
  label?: unknown;
}

function readingOf({ active, payload, label }: Pointed, unit: string): ReactElement | null {
  if (!active) return null;
  return (
    <Reading at={Number(label)}>
      {payload.map(({ name, value }) => (
        <p key={String(name)}>
          {`${String(name)} ${typeof value === "number" ? withUnit(numberText(value), unit) : "no value"}`}
        </p>
      ))}
    </Reading>
  );
}

function adviceReading({ active, payload }: Pointed): ReactElement | null {
  const one = payload[0]?.payload as (Advice[number] & { delay: number }) | undefined;
  if (!active || one === undefined) return null;
  return (
    <div className="rounded-md border border-line bg-raised px-2 py-1 text-xs text-ink shadow-raised">
      <p className="font-medium">{one.value}</p>
      <p>{`${one.falseRollbacks} false, ${one.misses} missed, after ${numberText(one.delay)} min`}</p>
    </div>
  );
}

function Reading({ at, children }: { at: number; children: React.ReactNode }): ReactElement {
  return (
    <div className="rounded-md border border-line bg-raised px-2 py-1 text-xs text-ink shadow-raised">
      <p className="text-ink-3">{`${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`}</p>
      {children}
    </div>
  );
}

const minuteMs = 60_000;

/** False rollbacks against delay, one dot a threshold; the present one is a diamond. */
export function AdviceChart({ advice }: { advice: Advice }): ReactElement {
  const dots = advice.flatMap(({ medianDelayMs, ...one }) =>
    medianDelayMs === null ? [] : [{ ...one, delay: medianDelayMs / minuteMs }],
  );
  const delays = ticksOf(0, Math.max(1, ...dots.map(({ delay }) => delay)));
  const looks = [
    {
      name: "Worse than another",
      dots: dots.filter((one) => !one.isUndominated && !one.isPresent),
      fill: "var(--color-surface)",
      shape: "circle",
    },
    {
      name: "Worth choosing",
      dots: dots.filter((one) => one.isUndominated && !one.isPresent),
      fill: "var(--color-accent)",
      shape: "circle",
    },
    {
      name: "Present",
      dots: dots.filter((one) => one.isPresent),
      fill: "var(--color-stop)",
      shape: "diamond",
    },
  ] as const;
  return (
    <ResponsiveContainer width="100%" height={240}>
      <ScatterChart margin={{ ...chartMargin, bottom: 16 }} title="False rollbacks against delay">
        <CartesianGrid stroke="var(--color-line)" />
        <XAxis
          type="number"
          dataKey="falseRollbacks"
          name="False rollbacks"
          allowDecimals={false}
          tick={tick}
          stroke="var(--color-line-strong)"
          label={{ value: "false rollbacks", position: "insideBottom", offset: -10, ...tick }}
        />
        <YAxis
          type="number"
          dataKey="delay"
          width={yAxisWidth}
          domain={[0, delays.at(-1) ?? 1]}
          ticks={delays}
          tickFormatter={numberText}
          tick={tick}
          stroke="var(--color-line-strong)"
          label={{ value: "delay, minutes", angle: -90, position: "insideLeft", offset: 12, ...tick }}
        />
        <Tooltip isAnimationActive={false} content={adviceReading} />
        {looks.map(({ name, dots: data, fill, shape }) => (
          <Scatter
            key={name}
            name={name}
            data={data}
            fill={fill}
            stroke={shape === "diamond" ? "var(--color-stop)" : "var(--color-accent)"}
            shape={shape}
            isAnimationActive={false}
          />
        ))}
      </ScatterChart>
    </ResponsiveContainer>
  );
}
