<?xml version="1.0" encoding="UTF-8"?>
<!-- Shows an OAI-PMH answer to a person, with links to walk on. Machines never read it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
                xmlns="http://www.w3.org/1999/xhtml" exclude-result-prefixes="oai dc">
  <xsl:output method="xml" omit-xml-declaration="yes"/>

  <xsl:variable name="base" select="string(/oai:OAI-PMH/oai:request)"/>
  <xsl:variable name="prefix">
    <xsl:choose>
      <xsl:when test="/oai:OAI-PMH/oai:request/@metadataPrefix">
        <xsl:value-of select="/oai:OAI-PMH/oai:request/@metadataPrefix"/>
      </xsl:when>
      <xsl:otherwise>oai_dc</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:template match="/oai:OAI-PMH">
    <html lang="en">
      <head>
        <title>OAI-PMH: <xsl:value-of select="oai:request/@verb"/></title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="robots" content="noindex"/>
        <link rel="stylesheet" href="{{style}}"/>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the answer</a>
        <header class="site">
          <div>
            <a class="name" href="/">OAI-PMH</a>
            <nav aria-label="OAI-PMH">
              <a href="{$base}?verb=Identify">Identify</a>
              <xsl:text> </xsl:text>
              <a href="{$base}?verb=ListMetadataFormats">Formats</a>
              <xsl:text> </xsl:text>
              <a href="{$base}?verb=ListSets">Sets</a>
              <xsl:text> </xsl:text>
              <a href="{$base}?verb=ListRecords&amp;metadataPrefix=oai_dc">Records</a>
              <xsl:text> </xsl:text>
              <a href="{$base}?verb=ListIdentifiers&amp;metadataPrefix=oai_dc">Identifiers</a>
            </nav>
          </div>
        </header>
        <main id="content" tabindex="-1">
          <h1>
            <xsl:choose>
              <xsl:when test="oai:error">What was asked could not be answered</xsl:when>
              <xsl:otherwise><xsl:value-of select="oai:request/@verb"/></xsl:otherwise>
            </xsl:choose>
          </h1>
          <p>This is what harvesters read here by OAI-PMH 2.0, as it was at
            <xsl:value-of select="oai:responseDate"/>. Your browser shows it as a page; the answer itself is XML.</p>
          <xsl:apply-templates select="*[not(self::oai:responseDate) and not(self::oai:request)]"/>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="oai:error">
    <p class="notice"><strong><xsl:value-of select="@code"/></strong>: <xsl:value-of select="."/></p>
  </xsl:template>

  <xsl:template match="oai:Identify">
    <table>
      <tbody>
        <xsl:for-each select="*[not(self::oai:description)]">
          <tr><th scope="row"><xsl:value-of select="local-name()"/></th><td><xsl:value-of select="."/></td></tr>
        </xsl:for-each>
      </tbody>
    </table>
    <xsl:for-each select="oai:description">
      <h2><xsl:value-of select="local-name(*)"/></h2>
      <pre><code><xsl:apply-templates select="*" mode="source"/></code></pre>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="oai:ListMetadataFormats">
    <table>
      <thead><tr><th scope="col">Prefix</th><th scope="col">Namespace</th><th scope="col">Records</th></tr></thead>
      <tbody>
        <xsl:for-each select="oai:metadataFormat">
          <tr>
            <th scope="row"><a href="{oai:schema}"><xsl:value-of select="oai:metadataPrefix"/></a></th>
            <td><xsl:value-of select="oai:metadataNamespace"/></td>
            <td><a href="{$base}?verb=ListRecords&amp;metadataPrefix={oai:metadataPrefix}">ListRecords</a></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="oai:ListSets">
    <table>
      <thead><tr><th scope="col">Set</th><th scope="col">Name</th><th scope="col">Records</th></tr></thead>
      <tbody>
        <xsl:for-each select="oai:set">
          <tr>
            <th scope="row"><xsl:value-of select="oai:setSpec"/></th>
            <td>
              <xsl:value-of select="oai:setName"/>
              <xsl:for-each select=".//dc:title">
                <br/><span lang="{@xml:lang}"><xsl:value-of select="."/></span>
              </xsl:for-each>
            </td>
            <td><a href="{$base}?verb=ListRecords&amp;metadataPrefix=oai_dc&amp;set={oai:setSpec}">ListRecords</a></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
    <xsl:apply-templates select="oai:resumptionToken"/>
  </xsl:template>

  <xsl:template match="oai:ListIdentifiers">
    <ul>
      <xsl:for-each select="oai:header"><li><xsl:apply-templates select="."/></li></xsl:for-each>
    </ul>
    <xsl:apply-templates select="oai:resumptionToken"/>
  </xsl:template>

  <xsl:template match="oai:ListRecords | oai:GetRecord">
    <xsl:for-each select="oai:record">
      <section>
        <h2>
          <xsl:choose>
            <xsl:when test=".//dc:title"><xsl:value-of select="(.//dc:title)[1]"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="oai:header/oai:identifier"/></xsl:otherwise>
          </xsl:choose>
        </h2>
        <p><xsl:apply-templates select="oai:header"/></p>
        <xsl:for-each select="oai:metadata | oai:about">
          <details>
            <xsl:if test="self::oai:metadata and parent::oai:record/parent::oai:GetRecord">
              <xsl:attribute name="open">open</xsl:attribute>
            </xsl:if>
            <summary><xsl:value-of select="local-name()"/>: <xsl:value-of select="name(*)"/></summary>
            <pre><code><xsl:apply-templates select="*" mode="source"/></code></pre>
          </details>
        </xsl:for-each>
      </section>
    </xsl:for-each>
    <xsl:apply-templates select="oai:resumptionToken"/>
  </xsl:template>

  <xsl:template match="oai:header">
    <a href="{$base}?verb=GetRecord&amp;metadataPrefix={$prefix}&amp;identifier={oai:identifier}">
      <xsl:value-of select="oai:identifier"/>
    </a>
    <xsl:text>, </xsl:text><xsl:value-of select="oai:datestamp"/>
    <xsl:if test="@status">, <strong><xsl:value-of select="@status"/></strong></xsl:if>
    <xsl:for-each select="oai:setSpec">
      <xsl:text>, </xsl:text>
      <a href="{$base}?verb=ListRecords&amp;metadataPrefix={$prefix}&amp;set={.}"><xsl:value-of select="."/></a>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="oai:resumptionToken">
    <p>
      <xsl:if test="@completeListSize">
        <xsl:value-of select="@cursor"/> shown before, <xsl:value-of select="@completeListSize"/> in all.
      </xsl:if>
      <xsl:if test="string(.)">
        <a class="button" href="{$base}?verb={/oai:OAI-PMH/oai:request/@verb}&amp;resumptionToken={.}">Go on</a>
      </xsl:if>
    </p>
  </xsl:template>

  <!-- An element as it is written, a line for each, two blanks deeper each time. -->
  <xsl:template match="*" mode="source">
    <xsl:param name="indent" select="''"/>
    <xsl:value-of select="concat($indent, '&lt;', name())"/>
    <xsl:for-each select="@*[name() != 'xsi:schemaLocation']">
      <xsl:value-of select="concat(' ', name(), '=&quot;', ., '&quot;')"/>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="*">
        <xsl:text>&gt;&#10;</xsl:text>
        <xsl:apply-templates select="*" mode="source">
          <xsl:with-param name="indent" select="concat($indent, '  ')"/>
        </xsl:apply-templates>
        <xsl:value-of select="concat($indent, '&lt;/', name(), '&gt;&#10;')"/>
      </xsl:when>
      <xsl:when test="string(.)">
        <xsl:value-of select="concat('&gt;', ., '&lt;/', name(), '&gt;&#10;')"/>
      </xsl:when>
      <xsl:otherwise><xsl:text>/&gt;&#10;</xsl:text></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
