/** Styles of the parts that several screens have: adopted once, by whichever of them is opened first. */
import { adoptStyles } from '../shell/styleSheets.ts';
import css from './parts.css?inline';

adoptStyles(css);
