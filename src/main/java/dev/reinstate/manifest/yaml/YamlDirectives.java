package dev.reinstate.manifest.yaml;

import dev.reinstate.manifest.Location;

/** The lines before a document. */
final class YamlDirectives {

  private YamlDirectives() {}

  /** Refuses what the promoter's reader does not know, and what would change what tags mean. */
  static void check(String file, String text) throws UnreadableYamlException {
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.startsWith("---")) {
        return;
      }
      if (line.startsWith("%") && !line.strip().equals("%YAML 1.1")) {
        throw new UnreadableYamlException(
            new Location(file, number, 1),
            "the promoter takes no directive but %YAML 1.1; remove " + EscapedText.of(line));
      }
    }
  }
}
