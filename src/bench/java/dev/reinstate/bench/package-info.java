/** The benchmark that {@code scripts/bench} runs; the program itself knows nothing of it. */
package dev.reinstate.bench;
