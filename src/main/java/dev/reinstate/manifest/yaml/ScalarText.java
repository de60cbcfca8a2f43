package dev.reinstate.manifest.yaml;

import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.YamlNode.Scalar;
import java.util.Optional;

/** Strings where YAML could mean something else: 1.10 is the number 1.1, "1.10" a tag. */
final class ScalarText {

  private ScalarText() {}

  /**
   * The text of a scalar, as written: the promoter takes a number's or boolean's too, so that is
   * only warned of. Anything else is reported.
   */
  static Optional<String> of(String what, YamlNode node, Problems problems) {
    if (!(node instanceof Scalar scalar) || node.isNull()) {
      problems.add(node.location(), what + " must be a string, not " + node.description());
      return Optional.empty();
    }
    if (scalar.type() != ScalarType.STRING) {
      problems.warn(
          node.location(),
          what + " is read as its text, though it is " + node.description() + "; put it in quotes");
    }
    return Optional.of(scalar.text());
  }
}
