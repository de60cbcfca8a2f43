/** The endpoints, one class each. */
package dev.reinstate.sandbox.answer;
