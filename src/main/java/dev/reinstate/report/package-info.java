/**
 * One model of a run: its lines, what became of each image, the verdict and the next steps. How it
 * looks is said in {@code form}.
 */
package dev.reinstate.report;
