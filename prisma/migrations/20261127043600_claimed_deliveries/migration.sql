-- Who claims a message looks at those that are claimed already: there are no more than lanes, among any number that wait.
CREATE INDEX notice_deliveries_claimed ON notice_deliveries (claimed_until) WHERE claimed_until IS NOT NULL;
