/**
 * Checks signatures with sigstore-java, which nothing outside touches: what was signed, by whom,
 * and that a transparency log or a timestamp says when. No request is made, and nothing of the
 * library is loaded before a verifier is opened.
 */
package dev.reinstate.signature.sigstore;
