/** The smallest template that can be published, where the organisation has these roles. */
export const emptyTemplate = `key: my-template
title: My template
description: |
  What kind of change this is for, and when another template is the right one.

# Roles of the organisation that this template asks for; each is used below.
roles: [release-champion, technical-lead]

stages:
  - key: review
    title: Review
    gates:
      - key: reviewed
        title: Reviewed
        objective: Somebody who did not make it has looked at it.
        purpose: |
          Why this gate exists, for those who meet it the first time.
        requirements:
          - key: looked-at
            kind: item
            title: The change was looked at
            guidance: |
              - What to look at, which questions to ask, how it goes wrong.
            slots:
              - { roles: [technical-lead], count: 1, meaning: "I looked at the change and see nothing against it" }
            dependsOn: [code, configuration]

# Who decides; what no row names here or in the organisation's table is nobody's.
rights:
  - { decision: release.start, slots: [{ roles: [release-champion], count: 1, allowAuthor: true }] }
  - { decision: role.assign, slots: [{ roles: [release-champion], count: 1, allowAuthor: true }] }
  - { decision: candidate.set, slots: [{ roles: [release-champion, technical-lead], count: 1, allowAuthor: true }] }
  - { decision: plan.change, slots: [{ roles: [release-champion], count: 1, allowAuthor: true }] }
  - { decision: stage.advance, slots: [{ roles: [release-champion], count: 1, allowAuthor: true }] }
  - { decision: release.complete, slots: [{ roles: [release-champion], count: 1, allowAuthor: true }] }
  - { decision: release.cancel, slots: [{ roles: [release-champion], count: 1, allowAuthor: true }] }
`;

/** A template's text under another key, so that publishing does not make a version of the one it was copied from. */
export function copyOf(source: string): string {
  return source
    .replace(/^(\s*key:\s*)(["']?)([\w-]+)\2/m, "$1$3-copy")
    .replace(/^(title:\s*)([^"'\n].*)$/m, "$1$2, copied");
}
