package dev.reinstate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {

  @Test
  void aPathAloneGetsItsReason() {
    assertEquals(
        "/backup/tmp: permission denied",
        FileFailure.said(new AccessDeniedException("/backup/tmp")));
    assertEquals(
        "/backup: there is no such file or directory",
        FileFailure.said(new NoSuchFileException("/backup")));
    assertEquals(
        "/backup: FileSystemException", FileFailure.said(new FileSystemException("/backup")));
  }

  @Test
  void whatSaysWhyIsLeftAsItIs() {
    assertEquals(
        "/backup: Disk quota exceeded",
        FileFailure.said(new FileSystemException("/backup", null, "Disk quota exceeded")));
    assertEquals("denied", FileFailure.said(new AccessDeniedException(null, null, "denied")));
    assertEquals("reset", FileFailure.said(new IOException("reset")));
  }
}
