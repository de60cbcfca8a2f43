/** The registry's side of HTTP: a call, its target, its reply, and the listener. */
package dev.reinstate.sandbox.http;
