import { followKeysBy, type Introduction, type KeyChain, readIntroductionBy } from "./key-chain";
import { nodeCrypto } from "./signing-key";

// The rules of keys that introduce each other, by the cryptography of the server and the command line.

export const readIntroduction = (text: string): Introduction | null => readIntroductionBy(nodeCrypto, text);

export const followKeys = (notes: readonly string[]): KeyChain => followKeysBy(nodeCrypto, notes);
