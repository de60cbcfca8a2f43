package dev.reinstate.registry.failure;

import com.google.common.base.Ascii;

/**
 * One error of a registry's answer.
 *
 * @param code such as {@code NAME_UNKNOWN}
 * @param detail as JSON text; empty when there is none
 */
public record RegistryError(String code, String message, String detail) {

  /** Whether it says that a tag must stay as it is. */
  public boolean mentionsImmutability() {
    String text = Ascii.toLowerCase(code + " " + message + " " + detail);
    return text.contains("immutab") || text.contains("overwrit");
  }

  @Override
  public String toString() {
    return message.isEmpty() ? code : code + " (" + message + ")";
  }
}
