import { theme, type ThemeConfig } from 'antd';

const sans =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Dark on every screen: pictures and maps are read against it, in a field tent and at a desk. */
export const landunTheme: ThemeConfig = {
  algorithm: [theme.darkAlgorithm, theme.compactAlgorithm],
  cssVar: { key: 'landun' },
  token: {
    colorPrimary: '#2f81f7',
    colorInfo: '#2f81f7',
    colorSuccess: '#3fb27f',
    colorWarning: '#f5c542',
    colorError: '#ff6a3d',
    colorBgBase: '#0d1117',
    colorBgContainer: '#151b23',
    colorBgElevated: '#1b232d',
    colorBgLayout: '#0d1117',
    colorBorder: '#2d3845',
    colorBorderSecondary: '#232d38',
    colorTextBase: '#e4eaf1',
    borderRadius: 4,
    // The compact algorithm takes two from it.
    fontSize: 15,
    fontFamily: sans,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: { headerBg: '#1a222c', rowHoverBg: '#1a222c' },
    Menu: { itemBg: 'transparent' },
  },
};
