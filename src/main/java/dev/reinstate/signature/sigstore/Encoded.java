package dev.reinstate.signature.sigstore;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.io.BaseEncoding;
import dev.reinstate.json.JsonValues;
import java.util.Base64;

/** Bytes in texts of others. */
final class Encoded {

  private Encoded() {}

  /** Empty for anything but a string. */
  static byte[] base64(String what, JrsValue text) throws UnbelievedException {
    return base64(what, JsonValues.string(text).orElse(""));
  }

  static byte[] base64(String what, String text) throws UnbelievedException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new UnbelievedException(what + " is not base64", e);
    }
  }

  static byte[] hex(String what, String text) throws UnbelievedException {
    try {
      return BaseEncoding.base16().lowerCase().decode(text);
    } catch (IllegalArgumentException e) {
      throw new UnbelievedException(what + " is not hexadecimal", e);
    }
  }

  /** What is between the lines of a PEM block, whatever they call it. */
  static byte[] pem(String what, String text) throws UnbelievedException {
    StringBuilder block = new StringBuilder();
    text.lines().filter(line -> !line.startsWith("-----")).forEach(block::append);
    return base64(what, block.toString());
  }
}
