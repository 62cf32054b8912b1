-- What pandoc keeps apart from the text or writes as raw HTML, as plain Markdown: the title page, pictures without their
-- measures, figures as pictures and a caption. Where figures and tables are numbered by the typesetter (LaTeX), so here.

local numbered = false
local counts = { figure = 0, table = 0 }
local names = { figure = { "图", "Figure " }, table = { "表", "Table " } }

local function han(text)
  for _, code in utf8.codes(text) do
    if code >= 0x4e00 and code <= 0x9fff then return true end
  end
  return false
end

-- A field of the title page, by its label: a table that holds one lays out text.
local labels = pandoc.List({ "^摘%s*要", "^【摘%s*要", "^%[摘%s*要", "^关%s*键%s*词", "^【关键词", "^%[关键词", "^[【%[]?Abstract", "^ABSTRACT",
  "^[【%[]?Key%s*[Ww]ords", "^DOI", "^中图分类号", "^文章编号", "^收稿日期" })

-- Stars beside a bracket and a Chinese character mark nothing in Markdown; tags do everywhere.
local function tagged(name, content)
  content:insert(1, pandoc.RawInline("html", "<" .. name .. ">"))
  content:insert(pandoc.RawInline("html", "</" .. name .. ">"))
  return content
end

-- Whether a line of a caption says itself what it is of.
local function labelled(text)
  return text:find("^Fig%a*%.?%s*[%d\u{2006}\u{a0}]") or text:find("^Tab%a*%.?%s*%d") or text:find("^图%s*%d") or text:find("^表%s*%d")
end

-- Heads with the numbers that LaTeX prints. Where there is no other title, the first one is it.
local sections = {}
local titled = false
local function with_number(header)
  titled = titled or header.classes:includes("unnumbered")
  if not numbered or not titled or header.level > 3 or header.classes:includes("unnumbered") then return nil end
  for level = 1, header.level do sections[level] = sections[level] or 0 end
  sections[header.level] = sections[header.level] + 1
  for level = header.level + 1, 6 do sections[level] = nil end
  local title = pandoc.utils.stringify(header)
  for _, own in ipairs({ "^%s*%d", "^第.+章", "^第.+节", "^[一二三四五六七八九十]+、", "^参考文献$", "^致谢$", "^摘要$", "^References$", "^Acknowledg" }) do
    if title:find(own) then return nil end
  end
  local first = sections[1] == 0 and 2 or 1
  header.content:insert(1, pandoc.Str(table.concat(sections, ".", first, header.level) .. " "))
  return header
end

-- The lines of a caption as paragraphs, each with its label.
local function caption(kind, long)
  local lines = pandoc.List()
  for _, block in ipairs(long) do
    local line = pandoc.List()
    for _, inline in ipairs(block.content or {}) do
      if inline.t == "LineBreak" then
        lines:insert(line)
        line = pandoc.List()
      else
        line:insert(inline)
      end
    end
    lines:insert(line)
  end
  if numbered then counts[kind] = counts[kind] + 1 end
  return lines:map(function(line)
    if numbered and not labelled(pandoc.utils.stringify(line)) then
      local name = names[kind][han(pandoc.utils.stringify(line)) and 1 or 2]
      line:insert(1, pandoc.Str(name .. counts[kind] .. " "))
    end
    return pandoc.Para(line)
  end)
end

local function paragraphs(value)
  local kind = pandoc.utils.type(value)
  if kind == "Blocks" then return value end
  if kind == "Inlines" then return pandoc.List({ pandoc.Para(value) }) end
  return pandoc.List({ pandoc.Para({ pandoc.Str(pandoc.utils.stringify(value)) }) })
end

-- Notes to the title and the authors stand below them: no mark belongs to a title or a name.
local function without_notes(inlines, notes)
  return pandoc.Inlines(inlines):walk({
    Note = function(note)
      notes:extend(note.content)
      return {}
    end,
  })
end

local function title_page(meta)
  local page, notes = pandoc.List(), pandoc.List()
  if meta.title and #pandoc.utils.stringify(meta.title) > 0 then
    page:insert(pandoc.Header(1, without_notes(meta.title, notes)))
  end
  if meta.subtitle then page:extend(paragraphs(meta.subtitle)) end
  if meta.author then
    local authors = pandoc.utils.type(meta.author) == "List" and meta.author or pandoc.List({ meta.author })
    local line = pandoc.List()
    for index, author in ipairs(authors) do
      if index > 1 then line:insert(pandoc.Str("，")) end
      if pandoc.utils.type(author) == "Inlines" then line:extend(without_notes(author, notes)) else line:insert(pandoc.Str(pandoc.utils.stringify(author))) end
    end
    page:insert(pandoc.Para(line))
  end
  page:extend(notes)
  if meta.abstract then
    local text = paragraphs(meta.abstract)
    local label = han(pandoc.utils.stringify(text)) and "摘要：" or "Abstract: "
    if text[1] and text[1].content then text[1].content:insert(1, pandoc.Str(label)) end
    page:extend(text)
  end
  return page
end

-- A paragraph without the line breaks at its end, nil where it had nothing else.
local function without_breaks(paragraph)
  local content = paragraph.content
  local last = content[#content]
  if not last then return paragraph end
  while last and last.t:find("Break$") do
    content:remove()
    last = content[#content]
  end
  return last and paragraph
end

-- A paragraph without line breaks at its end and the formulas displayed in it, which stand by themselves.
local function formulas_apart(paragraph)
  if not without_breaks(paragraph) then return {} end
  local blocks, line = pandoc.List(), pandoc.List()
  for _, inline in ipairs(paragraph.content) do
    if inline.t == "Math" and inline.mathtype == "DisplayMath" then
      if #pandoc.utils.stringify(line) > 0 then blocks:insert(pandoc.Para(line)) end
      blocks:insert(pandoc.Para({ inline }))
      line = pandoc.List()
    else
      line:insert(inline)
    end
  end
  if #blocks == 0 then return paragraph end
  if #pandoc.utils.stringify(line) > 0 then blocks:insert(pandoc.Para(line)) end
  return blocks
end

local marks = {
  LowerAlpha = function(n) return n <= 26 and string.char(96 + n) or tostring(n) end,
  UpperAlpha = function(n) return n <= 26 and string.char(64 + n) or tostring(n) end,
  LowerRoman = function(n) return pandoc.utils.to_roman_numeral(n):lower() end,
  UpperRoman = pandoc.utils.to_roman_numeral,
}

-- The items of a list as paragraphs that begin with the numbers they are printed with.
local function numbered_items(list)
  local blocks = pandoc.List()
  for index, item in ipairs(list.content) do
    local mark = (marks[list.style] or tostring)(list.start + index - 1)
    mark = list.delimiter == "TwoParens" and "(" .. mark .. ")" or list.delimiter == "OneParen" and mark .. ")" or mark .. "."
    local first = item[1]
    if first and (first.t == "Plain" or first.t == "Para") then
      first.content:insert(1, pandoc.Space())
      first.content:insert(1, pandoc.Str(mark))
      item[1] = pandoc.Para(first.content)
    else
      item:insert(1, pandoc.Para({ pandoc.Str(mark) }))
    end
    blocks:extend(item)
  end
  return blocks
end

-- Code in a fence, for what is set in is a paragraph where OCR has been.
local function fenced(code)
  local fence = "```"
  for ticks in code.text:gmatch("`+") do
    if #ticks >= #fence then fence = ticks .. "`" end
  end
  return pandoc.RawBlock("markdown", fence .. "\n" .. code.text .. "\n" .. fence)
end

-- Paragraphs of TeX begin with their heads.
local function run_in(blocks)
  if not numbered then return nil end
  local made = pandoc.List()
  for _, block in ipairs(blocks) do
    local before = made[#made]
    if before and before.t == "Header" and before.level > 3 and block.t == "Para" then
      local content = tagged("strong", before.content)
      content:insert(pandoc.Space())
      content:extend(block.content)
      made[#made] = pandoc.Para(content)
    else
      made:insert(block)
    end
  end
  return made
end

local function rows_of(item)
  local rows = pandoc.List()
  rows:extend(item.head.rows)
  for _, body in ipairs(item.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(item.foot.rows)
  return rows
end

local function is_picture(cell)
  local block = cell.contents[1]
  return #cell.contents == 1 and block.content and #block.content == 1 and block.content[1].t == "Image"
end

-- What the cells of a table hold, one after the other, where it only lays out: a box around text, a page in columns,
-- the parts of a figure side by side.
local function laid_out(item)
  local rows, blocks, layout = rows_of(item), pandoc.List(), false
  layout = #item.colspecs == 1 and #item.caption.long == 0
  for _, row in ipairs(rows) do
    local pictures = #row.cells > 0
    for _, cell in ipairs(row.cells) do
      pictures = pictures and is_picture(cell)
      for _, block in ipairs(cell.contents) do
        local said = pandoc.utils.stringify(block)
        layout = layout or block.t == "Header" or labels:find_if(function(label) return said:find(label) end) ~= nil
        blocks:insert(block.t == "Plain" and pandoc.Para(block.content) or block)
      end
    end
    layout = layout or pictures
  end
  return layout and blocks or nil
end

-- A table's first rows as its head, as many as one cell of the first reaches down: Markdown has no table without one.
local function with_head(item)
  if #item.head.rows > 0 or #item.bodies == 0 then return item end
  local rows, deep = item.bodies[1].body, 1
  if not rows[1] then return item end
  for _, cell in ipairs(rows[1].cells) do
    if cell.row_span < #rows then deep = math.max(deep, cell.row_span) end
  end
  for _ = 1, deep do item.head.rows:insert(rows:remove(1)) end
  item.bodies[1].body = rows
  return item
end

-- Where a table is written as HTML, formulas in it stay TeX, and a table in a cell is its words.
local function readable(item)
  return item:walk({
    Table = function(inner)
      return rows_of(inner):map(function(row)
        local words = row.cells:map(function(cell) return pandoc.utils.stringify(cell.contents) end)
        return pandoc.Para({ pandoc.Str(table.concat(words, " ")) })
      end)
    end,
    Math = function(formula)
      local text = formula.text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub("%s+", " ")
      return pandoc.RawInline("html", "$" .. text .. "$")
    end,
  })
end

return {
  {
    Meta = function(meta)
      numbered = meta.numbered == true
      titled = meta.title ~= nil
    end,
    Image = function(image)
      local source = image.src
      if not source:find(":", 1, true) and not source:find("%.%w+$") then source = "./" .. source end
      return pandoc.Image(image.caption, source)
    end,
    Link = function(link)
      if link.attributes["reference-type"] == "eqref" then return pandoc.Str("(" .. link.attributes.reference .. ")") end
      if not link.target:find("^%a+://") and not link.target:find("^mailto:") then return link.content end
    end,
    Math = function(math)
      local text = math.text:gsub("%s*\\label%s*%b{}", ""):gsub("\\[a-z]+{equation%*?}%s*", "")
      math.text = text:gsub("%s+$", "")
      if math.mathtype == "InlineMath" then math.text = math.text:gsub("%s+", " ") end
      return math
    end,
    Emph = function(emph) return tagged("em", emph.content) end,
    Strong = function(strong) return tagged("strong", strong.content) end,
    Figure = function(figure) -- what stands in another is a part of it
      local part = 0
      figure.content = figure.content:walk({
        Figure = function(inner)
          part = part + 1
          inner.attributes.part = "(" .. marks.LowerAlpha(part) .. ")"
          return inner
        end,
      })
      return figure
    end,
    Str = function(str)
      str.text = str.text:gsub("\u{a0}+", " ")
      return str
    end,
    Span = function(span) return span.content end,
    Div = function(div) return div.content end,
  },
  {
    Figure = function(figure)
      local blocks = figure.content:map(function(block)
        return block.t == "Plain" and pandoc.Para(block.content) or block
      end)
      if figure.attributes.part then
        local line = pandoc.utils.blocks_to_inlines(figure.caption.long)
        if numbered and #line > 0 then line:insert(1, pandoc.Str(figure.attributes.part .. " ")) end
        blocks:insert(pandoc.Para(line))
      else
        blocks:extend(caption("figure", figure.caption.long))
      end
      return blocks
    end,
    Table = function(item)
      local text = laid_out(item)
      if text then return text end
      local lines = caption("table", item.caption.long)
      item.caption.long = {}
      lines:insert(readable(with_head(item)))
      return lines
    end,
    OrderedList = numbered_items,
    CodeBlock = fenced,
    Blocks = run_in,
    Para = formulas_apart,
    Plain = function(plain) return without_breaks(plain) or {} end,
    Header = with_number,
  },
  {
    Pandoc = function(document)
      local blocks = document.meta.untitled and pandoc.List() or title_page(document.meta)
      blocks:extend(document.blocks)
      return pandoc.Pandoc(blocks)
    end,
  },
}
