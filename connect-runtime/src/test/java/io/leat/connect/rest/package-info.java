@NullMarked
package io.leat.connect.rest;

import org.jspecify.annotations.NullMarked;
