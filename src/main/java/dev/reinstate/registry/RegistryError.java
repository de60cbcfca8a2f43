package dev.reinstate.registry;

/**
 * One error of a registry's answer.
 *
 * @param code such as {@code NAME_UNKNOWN}
 * @param detail as JSON text; empty when there is none
 */
record RegistryError(String code, String message, String detail) {

  @Override
  public String toString() {
    return message.isEmpty() ? code : code + " (" + message + ")";
  }
}
