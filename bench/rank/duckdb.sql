-- The same ranking in SQL: casts, shortlist, integration, final order, seats, sorted results.
-- Scores are integers in thousandths; (a + b / 2) // b rounds half up. Thresholds are those of
-- KepmenPANRB 321/2024, the two SKB plans those of selection.json. Fill rounds and reasons are
-- not attempted here. A decision orders the equal people, since every planted tie is settled.
CREATE TEMP TABLE vacancies AS
SELECT
  vacancy_id,
  seats,
  CASE
    WHEN formation_type = 'umum' AND special_job = 'dokter' THEN 'total 311/80'
    WHEN formation_type = 'umum' AND special_job = 'rescuer' THEN 'total 286/70'
    WHEN formation_type IN ('umum', 'kalimantan') THEN 'parts'
    WHEN formation_type IN ('cumlaude', 'diaspora') THEN 'total 311/85'
    ELSE 'total 286/60'
  END AS threshold,
  coalesce(skb_plan, '') AS skb_plan
FROM read_csv('$INPUT/vacancies.csv', header = true, delim = ',', quote = '"', columns = {
  'vacancy_id': 'VARCHAR', 'agency_id': 'VARCHAR', 'position_code': 'VARCHAR',
  'education_group': 'VARCHAR', 'unit_id': 'VARCHAR', 'formation_type': 'VARCHAR',
  'seats': 'INTEGER', 'special_job': 'VARCHAR', 'skb_plan': 'VARCHAR', 'filling_group': 'VARCHAR'
});

CREATE TEMP TABLE decided AS
SELECT vacancy_id, participant_id
FROM read_csv('$INPUT/decisions.csv', header = true, delim = ',', quote = '"', columns = {
  'vacancy_id': 'VARCHAR', 'participant_id': 'VARCHAR', 'decision': 'VARCHAR',
  'authority': 'VARCHAR', 'reason': 'VARCHAR'
})
WHERE decision = 'L';

COPY (
WITH sat AS (
  SELECT
    p.participant_id, p.vacancy_id, p.admin_status, p.skd_status, p.twk, p.tiu, p.tkp,
    p.skb_status, p.gpa, p.birth_date, v.seats, v.skb_plan,
    CAST(p.skb_cat * 1000 AS BIGINT) AS cat,
    CAST(p.skb_praktik * 1000 AS BIGINT) AS praktik,
    CASE WHEN p.admin_status = 'MS' AND p.skd_status = 'hadir'
         THEN p.twk + p.tiu + p.tkp END AS total,
    p.admin_status = 'MS' AND p.skd_status = 'hadir' AND CASE v.threshold
      WHEN 'parts' THEN p.twk >= 65 AND p.tiu >= 80 AND p.tkp >= 166
      WHEN 'total 311/80' THEN p.twk + p.tiu + p.tkp >= 311 AND p.tiu >= 80
      WHEN 'total 311/85' THEN p.twk + p.tiu + p.tkp >= 311 AND p.tiu >= 85
      WHEN 'total 286/70' THEN p.twk + p.tiu + p.tkp >= 286 AND p.tiu >= 70
      ELSE p.twk + p.tiu + p.tkp >= 286 AND p.tiu >= 60
    END AS passed
  FROM read_csv('$INPUT/participants.csv', header = true, delim = ',', quote = '"', columns = {
    'participant_id': 'VARCHAR', 'vacancy_id': 'VARCHAR', 'admin_status': 'VARCHAR',
    'skd_status': 'VARCHAR', 'twk': 'INTEGER', 'tiu': 'INTEGER', 'tkp': 'INTEGER',
    'skb_status': 'VARCHAR', 'skb_cat': 'DECIMAL(9,3)', 'skb_praktik': 'DECIMAL(9,3)',
    'gpa': 'DECIMAL(5,2)', 'birth_date': 'DATE', 'preferences': 'VARCHAR'
  }) p
  JOIN vacancies v USING (vacancy_id)
), listed AS MATERIALIZED (
  SELECT *, CASE WHEN passed THEN rank() OVER (
    PARTITION BY vacancy_id, passed ORDER BY total DESC, tkp DESC, tiu DESC, twk DESC
  ) END AS rank_skd
  FROM sat
), marked AS (
  SELECT *,
    (total * 100000 * 2 + 550) // 1100 AS skd100,
    CASE WHEN skb_plan = 'guru' THEN (12 * cat + 40 * praktik + 50) // 100
         ELSE (2 * cat + 5) // 10 END AS skb100
  FROM listed
  WHERE passed AND rank_skd <= 3 * seats AND skb_status = 'hadir'
), integrated AS (
  SELECT *, CASE WHEN NOT (skb_plan = 'guru' AND praktik < 60000)
    THEN (skd100 * 4 + 5) // 10 + (skb100 * 6 + 5) // 10 END AS final
  FROM marked
), placed AS (
  SELECT i.participant_id, i.skb100, i.final,
    CASE WHEN final IS NOT NULL THEN rank() OVER legal END AS rank_final,
    CASE WHEN final IS NOT NULL THEN row_number() OVER decided_order END AS place
  FROM integrated i
  LEFT JOIN decided d ON d.participant_id = i.participant_id AND d.vacancy_id = i.vacancy_id
  WINDOW
    legal AS (PARTITION BY i.vacancy_id ORDER BY final DESC NULLS LAST, total DESC, tkp DESC,
      tiu DESC, twk DESC, gpa DESC NULLS LAST, birth_date ASC NULLS LAST),
    decided_order AS (PARTITION BY i.vacancy_id ORDER BY final DESC NULLS LAST, total DESC,
      tkp DESC, tiu DESC, twk DESC, gpa DESC NULLS LAST, birth_date ASC NULLS LAST,
      (d.participant_id IS NOT NULL) DESC)
)
SELECT
  participant_id,
  vacancy_id,
  CASE
    WHEN admin_status = 'TMS' THEN 'TMS'
    WHEN skd_status <> 'hadir' THEN skd_status
    WHEN NOT passed THEN 'TL'
    WHEN rank_skd > 3 * seats THEN 'P'
    WHEN skb_status <> 'hadir' THEN skb_status
    WHEN place IS NULL THEN 'TMS1'
    WHEN place <= seats THEN 'L'
    ELSE 'P/TL'
  END AS outcome,
  total AS skd_total,
  CAST((total * 100000 * 2 + 550) // 1100 AS DECIMAL(9,0)) * 0.001 AS skd100,
  CAST(skb100 AS DECIMAL(9,0)) * 0.001 AS skb100,
  CAST(final AS DECIMAL(9,0)) * 0.001 AS final,
  rank_skd,
  rank_final,
  CASE WHEN place <= seats THEN vacancy_id END AS placed_vacancy_id,
  CASE WHEN place <= seats THEN 'L' END AS placement
FROM listed LEFT JOIN placed USING (participant_id)
ORDER BY vacancy_id, rank_final NULLS LAST, participant_id
) TO '$OUTPUT' (HEADER, DELIMITER ',');
