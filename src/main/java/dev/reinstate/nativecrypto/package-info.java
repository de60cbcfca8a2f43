/**
 * Hashes and TLS by native code, where there is some for the machine; the only room that knows
 * Conscrypt.
 */
package dev.reinstate.nativecrypto;
