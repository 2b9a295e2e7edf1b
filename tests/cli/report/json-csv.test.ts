import { expect } from 'chai';
import { toCsv } from '../../../cli/report/csv.ts';
import { toJson } from '../../../cli/report/json.ts';
import { aReport, compliant, failed, nonCompliant, suspended, wholeReport } from './report-fixture.ts';

describe('cli/report/json', () => {
  it('holds the whole report, each account in its list, in the order in which they are listed', () => {
    const { outcomes, incomplete } = wholeReport;
    expect(JSON.parse(toJson(wholeReport))).to.deep.equal({
      rule: 'root-user-mfa-enabled',
      evaluations: outcomes.filter((outcome) => 'complianceType' in outcome),
      notEvaluated: [
        suspended,
        { accountId: '555500006666', accountName: 'left out', state: 'EXCLUDED' },
        { accountId: '555500007777', accountName: 'late', state: 'INTERRUPTED' },
      ],
      failures: [failed()],
      incomplete,
      changes: { new: ['444455556666'], solved: ['222233334444'], unknown: ['123412341234'] },
    });
    expect(JSON.parse(toJson(aReport([], { incomplete: undefined })))).to.have.all.keys(
      ...['rule', 'evaluations', 'notEvaluated', 'failures'],
    );
  });
});

describe('cli/report/csv', () => {
  it('shows the whole report, and keeps the zeros of an account', () => {
    const { annotation } = nonCompliant();
    const zeros = compliant({ accountId: '000000000012', evidence: {} });
    const csv = toCsv({ ...wholeReport, outcomes: [...wholeReport.outcomes, zeros] });
    expect(csv.split('\n')).to.deep.equal([
      'accountId,accountName,complianceType,reason,annotation,mfaEnabled,password,accessKeys,signingCertificates,virtualMfaDevice,mfaDevices,mfaDevicesError,organizationRole,state,error',
      `111100002222,a member,NON_COMPLIANT,credentials-without-mfa,"${annotation}",false,true,false,false,false,,"denied, ""twice""",,,`,
      '222233334444,security,COMPLIANT,mfa-enabled,The root user has MFA enabled.,true,true,false,false,,"passkey or security key; hardware token",,,,',
      '888899990000,old,,,,,,,,,,,,SUSPENDED,',
      '999900001111,new,,,,,,,,,,,,,sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.',
      "777788889999,sandbox,NOT_APPLICABLE,member-without-credentials,This member account's root user has no credentials: MFA is neither possible nor necessary.,false,false,false,false,,,,member,,",
      `444455556666,payments,NON_COMPLIANT,credentials-without-mfa,"${annotation}",false,true,false,false,,,,,,`,
      '555500006666,left out,,,,,,,,,,,,EXCLUDED,',
      '555500007777,late,,,,,,,,,,,,INTERRUPTED,',
      '000000000012,security,COMPLIANT,mfa-enabled,The root user has MFA enabled.,,,,,,,,,,',
      '',
    ]);
  });

  /** The cells that a spreadsheet makes of a line: only quotation marks at the beginning of a cell keep it together. */
  const cellsIn = (line: string, separator: string) => {
    const cell = new RegExp(`(?<=^|${separator})("(?:[^"]|"")*"|)[^${separator}]*`, 'g');
    return (line.match(cell) ?? []).map((text) =>
      text.replace(/^"((?:[^"]|"")*)"/, '$1').replaceAll('""', '"'),
    );
  };

  const attacks = [
    ...['=1+1', '+1', '-1', '@1', '\t=1', '\r=1', ' =1', '\u0000=1', '＝1'],
    "x;=cmd|' /C calc'!A0;",
    ';=1+1',
    'x; =1+1',
    'x;"=1+1"',
    'x;"";=1+1',
    'x,=1+1;+1',
    'x,"-1"',
    'x;@SUM(1)',
    'x;＝1+1',
    'x\t=1+1',
    '";=1+1',
    'x\u2028;\u00a0=1',
  ];
  for (const separator of [',', ';', '\t']) {
    for (const attack of attacks) {
      it(`gives no cell that is a formula, split at ${JSON.stringify(separator)}: ${JSON.stringify(attack)}`, () => {
        const outcomes = [compliant({ accountName: attack }), failed({ accountName: attack, error: attack })];
        const cells = toCsv(aReport(outcomes))
          .split('\n')
          .flatMap((line) => cellsIn(line, separator));
        for (const cell of cells) expect(cell).to.not.match(/^[\s"]*[=+\-@＝＋－＠]/);
      });
    }
  }

  it('does not change a name with separators if none of its cells begins a formula', () => {
    expect(toCsv(aReport([compliant({ accountName: 'a; b, c-d=e' })]))).to.include(',"a; b, c-d=e",');
  });
});
