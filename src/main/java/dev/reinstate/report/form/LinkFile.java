package dev.reinstate.report.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;

/** A file with one URL, which Prow's links lens shows. */
final class LinkFile {

  private LinkFile() {}

  static byte[] content(URI directory, String file) {
    String base = directory.toString();
    return ((base.endsWith("/") ? base : base + "/") + file).getBytes(UTF_8);
  }
}
