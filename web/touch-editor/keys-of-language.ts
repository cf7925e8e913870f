// Which characters the key bar offers: those that a language needs often and that keyboards of phones hide behind two taps.
import type { LanguageId } from "#protocol/languages";

const braces = `{ } ( ) [ ] ; = " ' < > : . , _ + - * / & | ! % ? # \\`;
const words = `( ) [ ] : = " ' _ # { } . , + - * / % < > ! & | ? @ \\`;
const markup = `< > / = " ' { } ( ) : ; # . - _ & ! [ ]`;
const prose = `- * # _ \` " ' ( ) [ ] / : ; ! ? < > = + & | \\`;

const others: Partial<Record<LanguageId, string>> = {
  python: words,
  ruby: words,
  r: `( ) < - = " ' [ ] { } , $ _ # ~ | > % + * / : ! & .`,
  lua: `( ) = " ' { } [ ] . , _ # - + * / < > ~ : % ;`,
  shell: `$ " ' - | / { } ( ) [ ] = ; & > < # * ! ? \\ \` ~ @ % :`,
  perl: `$ @ % { } ( ) [ ] ; = " ' - > < ~ / \\ _ # . , & | ! : *`,
  php: `$ { } ( ) [ ] ; = " ' - > < : . , _ ! & | + * / ? @ # \\`,
  sql: `( ) , ; = ' * " . _ < > - + / % ! : [ ]`,
  json: `" { } [ ] : , - . _ \\ /`,
  yaml: `: - " ' # [ ] { } , _ | > & * ! . /`,
  html: markup,
  css: `{ } : ; # . - ( ) , " ' @ * > + & % ! [ ] = /`,
  markdown: prose,
  plaintext: prose,
};

export function keysOfLanguage(id: string): readonly string[] {
  return (others[id as LanguageId] ?? braces).split(" ");
}
