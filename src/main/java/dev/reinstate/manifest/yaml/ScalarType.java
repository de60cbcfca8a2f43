package dev.reinstate.manifest.yaml;

import java.util.regex.Pattern;

/** What a scalar means in YAML 1.1, as the promoter's reader (gopkg.in/yaml.v2) resolves it. */
public enum ScalarType {
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL;

  /** Sees only what begins like a number, so that most runs never load it. */
  private static final class Numbers {
    private static final Pattern SYNTAX =
        Pattern.compile(
            "[-+]?(0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+"
                + "|(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|\\.(inf|Inf|INF))"
                + "|\\.(nan|NaN|NAN)");
  }

  /** Of text without quotes. */
  static ScalarType ofPlain(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NULL;
      case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> TRUE;
      case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" -> FALSE;
      default -> isNumber(text) ? NUMBER : STRING;
    };
  }

  private static boolean isNumber(String text) {
    char first = text.charAt(0);
    boolean possible =
        (first >= '0' && first <= '9') || first == '.' || first == '-' || first == '+';
    return possible && Numbers.SYNTAX.matcher(text.replace("_", "")).matches();
  }
}
