-- Labels of many languages: matched after trimming and without regard to case,
-- the same in every locale, printed as they were written.
\pset format unaligned
\pset tuples_only on
SHOW server_encoding;

-- on one scale: what is in the lower half, what is in the top box
CREATE TABLE question (language text, scale rating_scale, low text[], high text[]);
INSERT INTO question VALUES
  ('Dutch', 'Zeer ontevreden < Geïrriteerd | Ontevreden < Neutraal < Tevreden < Één en al tevreden', '{ZEER ONTEVREDEN,GEÏRRITEERD,geïrriteerd,ontevreden}', '{één en al tevreden,ÉÉN EN AL TEVREDEN," tevreden "}'),
  ('German', 'Sehr unzufrieden < Unzufrieden < Weder noch < Zufrieden < Äußerst zufrieden', '{SEHR UNZUFRIEDEN,unzufrieden}', '{äußerst zufrieden,ÄUẞERST ZUFRIEDEN,ZUFRIEDEN}'),
  ('French', 'Très insatisfait < Insatisfait < Neutre < Satisfait < Très satisfait', '{TRÈS INSATISFAIT,insatisfait}', '{TRÈS SATISFAIT,Satisfait}'),
  ('Greek', 'Καθόλου ικανοποιημένος < Λίγο < Ουδέτερος < Πολύ < Πάρα πολύ ικανοποιημένος', '{ΚΑΘΌΛΟΥ ΙΚΑΝΟΠΟΙΗΜΈΝΟΣ,λίγο,ΛΊΓΟ}', '{πάρα πολύ ικανοποιημένοσ,ΠΆΡΑ ΠΟΛΎ ΙΚΑΝΟΠΟΙΗΜΈΝΟΣ,ΠΟΛΎ}'),
  ('Russian', 'Очень недоволен < Недоволен < Нейтрально < Доволен < "Очень доволен, всё отлично"', '{ОЧЕНЬ НЕДОВОЛЕН,недоволен}', '{"ОЧЕНЬ ДОВОЛЕН, ВСЁ ОТЛИЧНО",доволен}'),
  ('Ukrainian', 'Жахливо < Погано < Ніяк < Ґрунтовно < Їй-богу чудово', '{ЖАХЛИВО,погано}', '{ґрунтовно,ЇЙ-БОГУ ЧУДОВО,їй-богу чудово}'),
  ('Turkish', 'Hiç memnun değilim < Memnun değilim < Kararsızım < Kısmen iyi < Çok iyi', '{HİÇ MEMNUN DEĞİLİM,hiç memnun değilim,MEMNUN DEĞİLİM}', '{KISMEN İYİ,kısmen iyi,ÇOK İYİ,çok iyi}'),
  ('Vietnamese', 'Rất không hài lòng < Chưa hài lòng < Bình thường < Hài lòng < Được lắm', '{RẤT KHÔNG HÀI LÒNG,CHƯA HÀI LÒNG}', '{ĐƯỢC LẮM,được lắm,HÀI LÒNG}'),
  ('Polish', 'Bardzo źle < Źle < Tak sobie < Nieźle < Świetnie', '{BARDZO ŹLE,źle}', '{świetnie,ŚWIETNIE,NIEŹLE}'),
  ('Azerbaijani', 'Çox pis < Pis < Orta < Yaxşı < Əla', '{ÇOX PİS,PİS}', '{ƏLA,əla,YAXŞI}'),
  ('Armenian', 'Վատ < Այնքան էլ < Միջին < Լավ < Հիանալի', '{ՎԱՏ,այնքան էլ}', '{ԼԱՎ,ՀԻԱՆԱԼԻ}'),
  ('Hausa', 'Ɓaci < Ɗan kaɗan < Haka < Ƙwarai < Ƴar madalla', '{ɓaci,ɗan kaɗan}', '{ƙwarai,ƴar madalla}'),
  ('Japanese', '非常に不満 < 不満 < ふつう < 満足 < 非常に満足', '{非常に不満,不満}', '{満足," 非常に満足"}'),
  ('Arabic', 'غير راض بتاتا < غير راض < محايد < راض < راض جدا', '{غير راض}', '{راض}'),
  ('emoji', '😡 < 🙁 < 😐 < 🙂 < 😀 missing 🤷', '{😡,🙁}', '{🙂,😀}'),
  ('full width', 'ＢＡＤ < ＰＯＯＲ < ＦＡＩＲ < ＦＩＮＥ < ＧＯＯＤ', '{ｂａｄ}', '{ｇｏｏｄ}');
SELECT language || ': ' || scale FROM question;
SELECT language || ': ' || (SELECT tally(a, scale) FROM unnest(low) a) || ', ' || (SELECT csat(a, scale) FROM unnest(high) a)::integer FROM question;
-- as jsonb they are the same answers
SELECT count(*) || ' differ' FROM question WHERE (SELECT tally(a, scale) FROM unnest(low || high) a) <> (SELECT tally(to_jsonb(a), scale) FROM unnest(low || high) a);
-- text and binary keep every character
SELECT count(*) || ' differ' FROM question WHERE scale::text::rating_scale <> scale;
\copy question TO 'results/question.bin' (FORMAT binary)
CREATE TABLE received (LIKE question);
\copy received FROM 'results/question.bin' (FORMAT binary)
SELECT count(*) || ' differ' FROM question q JOIN received r USING (language) WHERE q.scale <> r.scale OR q.scale::text <> r.scale::text;
SELECT d.score || ' ' || d.label FROM question, distribution('1..5 {0,0,0,1,0}', scale) d WHERE language = 'Russian';

-- Letters that only look alike, and accents, tell labels apart: Latin a, Cyrillic а.
SELECT answer_of($$SELECT tally('а'::text, 'a < b')$$);
SELECT answer_of($$SELECT tally('neant'::text, 'néant < tout')$$);
SELECT tally(a, 'resume < résumé') FROM unnest(ARRAY['Resume', 'RÉSUMÉ']) a;
-- two labels that differ in case alone are one label
SELECT answer_of($$SELECT 'Ёлка < ёлка'::rating_scale$$);
SELECT answer_of($$SELECT 'да < нет missing НЕТ'::rating_scale$$);
-- an error shows whole characters of a long answer
SELECT split_part(answer_of(format('SELECT csat(%L)', repeat('Ж', 100))), E'\n', 1);

DROP TABLE question, received;
