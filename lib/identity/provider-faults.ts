/** Why a sign-in by the provider, linking it, or confirming a signature by it, came to nothing. */
const words = {
  "provider-down":
    "{name} cannot be reached or does not answer. Try again soon, or sign in with your password.",
  "provider-refused": "{name} did not sign you in.",
  "provider-wrong":
    "What {name} answered cannot be trusted, so it does not count. Tell whoever runs this server; its log says why.",
  "provider-clock":
    "The clocks of {name} and of this server differ too much, so its answer does not count. Tell whoever runs this server.",
  "sign-in-expired":
    "That sign-in took too long, was used already, or was begun in another browser. Begin again.",
  "address-unverified":
    "{name} does not say that your e-mail address is verified, so it finds nobody here. Sign in with your password and link {name} on your account page.",
  "link-first":
    "Somebody here has your e-mail address and signs in another way. If that is you, sign in so, then link {name} on your account page.",
  "not-added": "Nobody has added you here yet. Ask an admin to add you with the address that {name} knows.",
  disabled: "Your access here has ended. Ask an admin.",
  "linked-already": "This identity of {name} is linked to your account already.",
  "linked-to-another": "This identity of {name} is linked to somebody else's account.",
  "signed-out": "You were signed out meanwhile. Sign in, then begin anew.",
  "not-anew": "{name} did not ask you anew who you are, so nothing is confirmed.",
  "other-identity": "Whoever answered at {name} is not linked to your account here, so nothing is confirmed.",
} as const;

export type ProviderFault = keyof typeof words;

/** The sentence for a fault; null for a code that is none. */
export function providerFaultWords(code: string, name: string): string | null {
  if (!isProviderFault(code)) return null;
  const text = words[code].replaceAll("{name}", name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function isProviderFault(code: string): code is ProviderFault {
  return Object.hasOwn(words, code);
}
