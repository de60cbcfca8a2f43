/** The endpoints: one class each, or one for those of a resource that are too small for that. */
package dev.reinstate.sandbox.answer;
