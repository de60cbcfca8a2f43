/**
 * Who we are to each host: credentials where people keep them, challenges, tokens and for whom they
 * are good. No credential leaves for another host than its own.
 */
package dev.reinstate.registry.authentication;
