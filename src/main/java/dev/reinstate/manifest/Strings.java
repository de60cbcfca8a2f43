package dev.reinstate.manifest;

import dev.reinstate.manifest.YamlNode.Scalar;
import dev.reinstate.manifest.YamlNode.ScalarType;
import java.util.Optional;

/** Strings where YAML could mean something else: 1.10 is the number 1.1, "1.10" a tag. */
final class Strings {

  private Strings() {}

  /** The text of a string node, or empty for any other. */
  static Optional<String> of(YamlNode node) {
    return node instanceof Scalar scalar && scalar.type() == ScalarType.STRING
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /** What to say when {@link #of} gives nothing. */
  static String expected(String what, YamlNode node) {
    String message = what + " must be a string, not " + node.description();
    return node instanceof Scalar scalar && !scalar.text().isEmpty()
        ? message + "; put it in quotes"
        : message;
  }
}
