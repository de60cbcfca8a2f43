/** The staged incident of the demonstration. */
package dev.reinstate.sandbox.incident;
