/** Verdicts on registry events, and the service that receives them. */
package dev.reinstate.audit;
