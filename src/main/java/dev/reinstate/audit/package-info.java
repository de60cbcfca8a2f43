/**
 * Verdicts on registry events, and the service that gives them: from a message to one line of the
 * log. What is true of an event is found out in {@code rules}.
 */
package dev.reinstate.audit;
