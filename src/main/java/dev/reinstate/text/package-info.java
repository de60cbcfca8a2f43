/** Text for humans that may hold the words of strangers: printable lines, commands to paste. */
package dev.reinstate.text;
