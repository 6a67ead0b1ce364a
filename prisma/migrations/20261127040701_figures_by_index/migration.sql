-- Tallies are kept by month and by 2, 4 and 8 months, each from a month that is a multiple of it, so that a period is summed up from few.
ALTER TABLE "process_tallies" ADD COLUMN "span" SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE "process_tallies" DROP CONSTRAINT "process_tallies_pkey",
  ADD CONSTRAINT "process_tallies_pkey" PRIMARY KEY ("team_id", "span", "month", "measure", "template_key", "subject", "detail", "rounded_ms");

-- The first month of the block of so many months in which a month lies.
CREATE FUNCTION tally_block(month date, span int) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (month - make_interval(months => (extract(year FROM month)::int * 12 + extract(month FROM month)::int - 1) % span))::date
$$;
ALTER TABLE process_tallies ADD CONSTRAINT process_tallies_span CHECK (span IN (1, 2, 4, 8) AND month = tally_block(month, span));

-- The values behind a figure, the latest first, are read as far as they are shown, however many there are.
DROP INDEX "process_facts_measure_month_at_idx";
CREATE INDEX "process_facts_measure_at_id_idx" ON "process_facts"("measure", "at", "id");
CREATE INDEX "process_facts_measure_subject_at_id_idx" ON "process_facts"("measure", "subject", "at", "id");
CREATE INDEX "process_facts_measure_subject_detail_at_id_idx" ON "process_facts"("measure", "subject", "detail", "at", "id");

-- Steps are wider now, so that there are few of them (lib/insights/rounding.ts).
UPDATE process_facts SET rounded_ms = (round(value_ms::numeric / step) * step)::bigint
FROM (SELECT id AS fact, CASE WHEN value_ms < 120000 THEN 5000 WHEN value_ms < 240000 THEN 15000 WHEN value_ms < 480000 THEN 30000 WHEN value_ms < 960000 THEN 60000 WHEN value_ms < 2400000 THEN 120000 WHEN value_ms < 7200000 THEN 300000 WHEN value_ms < 14400000 THEN 900000 WHEN value_ms < 28800000 THEN 1800000 WHEN value_ms < 86400000 THEN 3600000 WHEN value_ms < 172800000 THEN 10800000 WHEN value_ms < 345600000 THEN 21600000 WHEN value_ms < 691200000 THEN 43200000 WHEN value_ms < 1382400000 THEN 86400000 WHEN value_ms < 2764800000 THEN 172800000 ELSE 345600000 END AS step FROM process_facts) s WHERE s.fact = id AND value_ms IS NOT NULL;
DELETE FROM process_tallies;
INSERT INTO process_tallies (team_id, span, month, template_key, measure, subject, detail, rounded_ms, count, late)
SELECT team, span, tally_block(month, span), template_key, measure, subject, detail, rounded_ms, count(*), count(*) FILTER (WHERE is_late)
FROM process_facts CROSS JOIN unnest(teams || '00000000-0000-0000-0000-000000000000'::uuid) team CROSS JOIN unnest(ARRAY[1, 2, 4, 8]) span
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
