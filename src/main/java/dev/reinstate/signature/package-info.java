/**
 * Who must have signed what, and whether they did: the policy, what is attached to an image and how
 * it is found, coverage and verification as far as they need no cryptography. What checks a
 * signature itself is behind {@link dev.reinstate.signature.SignatureVerifier}.
 */
package dev.reinstate.signature;
