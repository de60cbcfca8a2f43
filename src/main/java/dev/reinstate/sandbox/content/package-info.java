/** What the registry holds, and with which features it is begun. */
package dev.reinstate.sandbox.content;
